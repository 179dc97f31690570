"""The charter 群规: edited as a draft, published in versions, accepted by the members (M02)."""
