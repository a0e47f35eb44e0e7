"""Tools by which the risk of bias of studies is judged, and the words they judge with."""
