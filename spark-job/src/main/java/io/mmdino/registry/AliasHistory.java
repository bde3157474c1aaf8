package io.mmdino.registry;

import io.mmdino.registry.RegistryException.Missing;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;

/**
 * All moves of an alias as they were at one moment. A move that is made from it fails when there has been another since.
 *
 * @param alias its name
 * @param events oldest first; none when the alias does not exist
 * @param last SHA-256 of the last event's file; empty without events
 */
public record AliasHistory(String alias, List<AliasEvent> events, String last) {

    public AliasHistory {
        events = List.copyOf(events);
    }

    /** The version that the alias names; empty when it does not exist. */
    public OptionalInt current() {
        return events.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(events.get(events.size() - 1).to());
    }

    /**
     * The version to which a rollback leads: the one before the current one was set, so that a second rollback goes one further
     * back instead of forward.
     *
     * @throws Missing when there is none
     */
    public int before() throws Missing {
        Deque<Integer> set = new ArrayDeque<>();
        for (AliasEvent event : events) {
            if (event.action() == AliasEvent.Action.ROLLBACK) {
                set.poll();
            } else {
                set.push(event.to());
            }
        }
        if (set.size() < 2) {
            throw new Missing(
                    "the alias '" + alias + "' has no earlier version to go back to; promote a version instead");
        }
        set.pop();
        return set.peek();
    }
}
