"""How many small faults put into the estimators do the tests notice?"""
