"""Tags that the templates are written with. They shape what they are given and decide nothing."""
