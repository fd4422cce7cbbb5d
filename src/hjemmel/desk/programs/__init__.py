"""What programs can do here: the one door for the programming interface. Nothing here knows of HTTP."""
