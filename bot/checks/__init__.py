"""Looks over what content teams write (``data/``, ``domain.yml``) without Rasa and without a model.

One module per family of checks; each yields a ``Problem`` for everything it finds. ``examine`` in
``bot.checks.examine`` runs them all.
"""
