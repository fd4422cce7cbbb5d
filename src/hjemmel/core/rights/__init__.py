"""What a person may ask for, and what follows from it (Art. 15-22 and 7(3)). Pure values; no systems, no clock."""
