from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from classifier.io.store.connect import Store, writing
from classifier.io.store.leases import free, lease_first

NINE, TEN, ELEVEN = "2030T09", "2030T10", "2030T11"


def lease(store: Store, reviewer: str, texts: str = "abc", now: str = NINE) -> str | None:
    """Ask for the first free text, until the hour after."""
    until = {NINE: TEN, TEN: ELEVEN}[now]
    wanted = [(one, False) for one in texts]
    with writing(store) as transaction:
        return lease_first(transaction, wanted, reviewer=reviewer, now=now, until=until)


def test_each_gets_another(store: Store) -> None:
    """In order of preference; with nothing left, nothing."""
    assert [lease(store, name) for name in ("ana", "ben", "cy", "dee")] == ["a", "b", "c", None]


def test_what_a_reviewer_had_becomes_free(store: Store) -> None:
    """Who asks again gets the first again; who asks for another leaves the first to others."""
    assert (lease(store, "ana"), lease(store, "ana")) == ("a", "a")
    assert (lease(store, "ana", "b"), lease(store, "ben")) == ("b", "a")


def test_a_lease_ends_at_its_time(store: Store) -> None:
    """At that moment, not after it."""
    lease(store, "ana")
    assert (lease(store, "ben"), lease(store, "cy", now=TEN)) == ("b", "a")


def test_a_text_that_may_be_shared_is(store: Store) -> None:
    """Only where the one who asks says so."""
    lease(store, "ana")
    with writing(store) as transaction:
        shared = lease_first(transaction, [("a", True)], reviewer="ben", now=NINE, until=TEN)
    assert (shared, lease(store, "cy", "a")) == ("a", None)
    with writing(store) as transaction:
        free(transaction, "ana")
    assert lease(store, "cy", "a") is None
    with writing(store) as transaction:
        free(transaction, "ben")
    assert lease(store, "cy", "a") == "a"


def test_many_at_once_get_different_texts(store: Store) -> None:
    """Eight ask at the same moment."""
    names = [f"reviewer {n}" for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda name: lease(store, name, "abcdefgh"), names))
    assert sorted(filter(None, found)) == list("abcdefgh")
