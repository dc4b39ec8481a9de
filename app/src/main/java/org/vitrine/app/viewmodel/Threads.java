package org.vitrine.app.viewmodel;

import java.util.concurrent.Executor;

/**
 * Where things run.
 *
 * @param ui takes what touches properties; the JavaFX thread in the product
 * @param background takes what may wait
 */
public record Threads(Executor ui, Executor background) {}
