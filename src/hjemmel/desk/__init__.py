"""What needs several capabilities at once: handle a request, run the night. No pages."""
