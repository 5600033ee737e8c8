"""How dates are written, by language; Django reads it by its setting FORMAT_MODULE_PATH."""
