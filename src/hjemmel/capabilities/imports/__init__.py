"""Files of people on their way into the register: what was decided about them, and how far each has come."""
