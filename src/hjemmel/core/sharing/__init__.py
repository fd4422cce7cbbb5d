"""What leaves the house: to whom, under which agreement, on which ground, and who is told of it afterwards."""
