"""The supervisor: starts every part of Footbridge, watches it, restarts it, stops it in order."""
