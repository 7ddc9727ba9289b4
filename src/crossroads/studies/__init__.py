"""1. Records, versions and amendments, fact sheets, sites and rosters, reviewed criteria, screeners."""
