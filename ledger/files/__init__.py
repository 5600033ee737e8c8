"""Files that people attach: what they really are, and pictures without their metadata."""
