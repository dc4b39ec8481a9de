package org.vitrine.engine.acpi;

/** A piece of AML that has a value and can be stored to (ACPI 6.5, 20.2.2 SuperName). */
@FunctionalInterface
interface Target extends Expression {}
