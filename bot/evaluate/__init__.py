"""How well customers are understood: files of sentences through the real assistant and router."""
