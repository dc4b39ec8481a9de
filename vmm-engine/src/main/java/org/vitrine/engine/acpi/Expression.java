package org.vitrine.engine.acpi;

/** A piece of AML that has a value (ACPI 6.5, 20.2.5 TermArg). */
@FunctionalInterface
interface Expression extends Term {}
