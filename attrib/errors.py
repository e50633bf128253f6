"""What attrib raises. Each message says where, what, perhaps why, and what to do next."""


class AttribError(Exception):
    """Every error that attrib raises on purpose is one of these, so that one `except` catches them."""


class BadInput(AttribError):
    """A file, a row or a text that cannot be read as an article."""


class NotEnglish(BadInput):
    """A text that is not English, when the user asked for such texts to be refused."""


class BadAnnotation(AttribError):
    """A record that breaks the schema, or whose spans do not fit its text."""


class BadModel(AttribError):
    """A model that is missing, changed since it was exported, or made for another version of attrib."""


class BadOption(AttribError):
    """An option that attrib does not know, or two that exclude each other."""
