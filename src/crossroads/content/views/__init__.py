"""Pages of this room: the list, the composer, templates, and approval."""
