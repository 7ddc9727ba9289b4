"""Pages of the step Publication."""
