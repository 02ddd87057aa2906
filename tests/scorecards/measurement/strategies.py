"""Small, gappy, sometimes repeated ratings for property tests."""

from hypothesis import strategies as st

from scorecards.measurement.model import Components

RATINGS = st.lists(
    st.tuples(
        st.sampled_from(["Ana", "Boris", "Cristina", "Dan", "Elena"]),
        st.sampled_from(["rater 1", "rater 2", "rater 3", "rater 4"]),
        st.sampled_from(["empathy", "clarity", "product"]),
        st.integers(1, 5),
    ),
    min_size=1,
    max_size=40,
)

DEVIATIONS = st.floats(0.05, 1.5)
COMPONENTS = st.builds(Components, DEVIATIONS, DEVIATIONS, DEVIATIONS, DEVIATIONS, st.floats(0.2, 1.5))
