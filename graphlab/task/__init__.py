"""What is to be learned and how: points, presets, the set-up of a training run. Only numpy."""
