"""The nouns: frozen values that the other layers hand to each other. Imports nothing of ours but itself."""
