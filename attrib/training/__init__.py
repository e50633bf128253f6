"""Making the model: corpora to examples, the network, the training run, the export and its card.

Needs `pip install attrib[train]`; nothing outside this folder imports it but the command `attrib train`.
"""
