"""Sign-in with any OpenID Connect provider: allauth's provider with the checks it leaves out."""
