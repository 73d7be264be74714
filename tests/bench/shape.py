"""What real card data looks like, in a few numbers: aggregates over 121 780 published rows of two governments' cards.

Half of the rows belong to one department, a row in twelve has a merchant that no other row has, three rows in ten share
card, day and merchant with another row, and the middle amount is a seventh of the ninetieth percentile.
"""

DEPARTMENT_SHARES = (0.52018, 0.24834, 0.08572, 0.07725, 0.02381, 0.02028, 0.01365, 0.00771, 0.00296)
MONTH_SHARES = (0.099, 0.081, 0.093, 0.061, 0.110, 0.103, 0.104, 0.051, 0.091, 0.090, 0.084, 0.033)
WEEKDAY_SHARES = (0.186, 0.201, 0.205, 0.187, 0.158, 0.030, 0.033)
LAG_SHARES = (0.5167, 0.2907, 0.0950, 0.0550, 0.0294, 0.0073, 0.0059)
"""Days from purchase to posting, from none to six."""

AMOUNT_QUANTILES = (
    (0.00, 0.40), (0.05, 2.50), (0.10, 5.00), (0.25, 13.00), (0.50, 40.51), (0.75, 94.40), (0.90, 285.00),
    (0.95, 768.91), (0.99, 2344.35), (0.999, 6219.00), (1.00, 37982.47),
)  # fmt: skip

ROWS_PER_CARD_AND_YEAR = 6.894 * 12
CARD_SPREAD = 1.0
"""How unevenly cards are used: the standard deviation of the logarithm of their shares."""

COMMON_MERCHANTS = 4_300
SEEN_ONCE = 0.08
"""The share of rows whose merchant no other row has."""
MERCHANT_EXPONENT = 0.9
"""Of the common ones, the merchant of rank r is taken in proportion to r to the power of minus this."""

REPEATS = 0.1615
"""The share of rows that take card, day and merchant of the row before."""
TWINS = 0.21
"""Of these, the share that takes the amount too."""
REFUNDS = 0.0344
WITHDRAWALS = 0.01
UNAPPROVED = 0.05
"""Of the withdrawals."""
LATE_CLAIMS = 0.004
UNCLAIMED = 0.003
LEFT = 0.002
"""The share of card holders who left during the year."""
