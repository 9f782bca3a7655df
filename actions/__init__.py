"""Rasa's actions: they turn what was understood into signals and write nothing."""
