"""2. Fit question, audiences, communities and partners, channels, budget, forecasts."""
