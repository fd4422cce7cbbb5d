"""What was read in the agreements with those who receive data. The documents themselves are not stored."""
