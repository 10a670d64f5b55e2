"""Where things stand: ranks, order, coordinates, routes, and room for every label."""
