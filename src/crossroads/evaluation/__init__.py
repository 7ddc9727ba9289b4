"""7. Funnel, cost, attribution, experiments, representativeness, portfolio, reports."""
