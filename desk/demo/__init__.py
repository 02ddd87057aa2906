"""The demo: a hiring team in full swing, relative to today. Written through the same acts that people use."""
