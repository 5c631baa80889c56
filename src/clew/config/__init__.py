"""Settings, addresses and checks of the installation."""
