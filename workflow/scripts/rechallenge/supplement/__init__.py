"""The supplement of a paper: one Word document and one workbook with the same results."""
