"""The pure compiler: values in, values out. No I/O, no clock, no environment, no framework."""
