/** Benchmarks of single parts of the engine, for JMH. */
package org.vitrine.testbed.bench.micro;
