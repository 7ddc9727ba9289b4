"""6. Public: study page, prescreener, consent, referral. For sites: the referral desk."""
