"""The selection of studies, from records identified to studies included."""
