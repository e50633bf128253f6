"""Exchange with other tools' formats; `formats` lists them."""
