"""What came unasked and is not needed, until somebody has decided about it."""
