__all__ = ["beta_public", "listed"]
beta_public = "bp"
listed = "in all"
_beta_private = 0
hidden = 5
