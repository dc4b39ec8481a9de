package org.vitrine.testbed;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Holds the floors of the engine: a package imports only from floors below its own (docs/architecture.md). */
class FloorsTest {
    private static final String ENGINE = "org.vitrine.engine.";

    /** A family of devices has a package of its own and need not be listed. */
    private static final int DEVICES = 6;

    private static final Map<String, Integer> FLOORS = Map.ofEntries(
            Map.entry("json", 0),
            Map.entry("range", 0),
            Map.entry("linux", 0),
            Map.entry("thread", 0),
            Map.entry("config", 1),
            Map.entry("qmp", 1),
            Map.entry("kvm", 2),
            Map.entry("image", 2),
            Map.entry("net", 2),
            Map.entry("snapshot", 2),
            Map.entry("bus", 3),
            Map.entry("memory", 3),
            Map.entry("storage", 3),
            Map.entry("device", 4),
            Map.entry("board", 4),
            Map.entry("pci", 5),
            Map.entry("acpi", 5),
            Map.entry("firmware", 5),
            Map.entry("picture", 5),
            Map.entry("machine", 7),
            Map.entry("control", 8));

    @Test
    void a_package_of_the_engine_imports_only_from_floors_below_its_own() {
        classes().that(areInTheEngine()).should(importOnlyFromFloorsBelow()).check(Product.CLASSES);
    }

    private static DescribedPredicate<JavaClass> areInTheEngine() {
        return DescribedPredicate.describe("are in the engine", FloorsTest::isEngine);
    }

    private static ArchCondition<JavaClass> importOnlyFromFloorsBelow() {
        return new ArchCondition<>("import only from floors below") {
            @Override
            public void check(JavaClass from, ConditionEvents events) {
                for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                    JavaClass to = dependency.getTargetClass().getBaseComponentType();
                    if (isEngine(to) && !family(from).equals(family(to)) && floor(to) >= floor(from)) {
                        events.add(SimpleConditionEvent.violated(
                                dependency,
                                "%s (floor %d) reaches up or across to %s (floor %d): %s"
                                        .formatted(
                                                family(from),
                                                floor(from),
                                                family(to),
                                                floor(to),
                                                dependency.getDescription())));
                    }
                }
            }
        };
    }

    private static boolean isEngine(JavaClass type) {
        return type.getPackageName().startsWith(ENGINE);
    }

    /** The package directly under the engine's: what lies deeper belongs to it. */
    private static String family(JavaClass type) {
        String below = type.getPackageName().substring(ENGINE.length());
        int dot = below.indexOf('.');
        return dot < 0 ? below : below.substring(0, dot);
    }

    private static int floor(JavaClass type) {
        return FLOORS.getOrDefault(family(type), DEVICES);
    }
}
