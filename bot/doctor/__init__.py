"""The doctor: one look at everything that must be right before customers come."""
