package org.vitrine.engine.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * An event that a VM sent unasked, such as {@code STOP}.
 *
 * @param data an object, empty if the event has none
 */
public record QmpEvent(String name, JsonNode data, Instant timestamp) {}
