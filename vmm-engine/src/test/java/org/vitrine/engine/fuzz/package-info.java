/** What the tests that give arbitrary bytes to the engine share. */
package org.vitrine.engine.fuzz;
