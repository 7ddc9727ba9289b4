"""Pure engines: plain typed values in, plain typed values out. No Django, no clock, no network."""
