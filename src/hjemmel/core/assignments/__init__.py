"""Work for a controller (Art. 28): its life, its words, and the certificate at the end."""
