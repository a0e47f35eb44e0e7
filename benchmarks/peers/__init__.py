"""The library beside R's metafor at many sizes, alternating in one run."""
