package org.vitrine.testbed;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** Holds the edges between the modules (docs/architecture.md). */
class ModuleEdgesTest {
    private static final String ENGINE = "org.vitrine.engine..";
    private static final String DISPLAY = "org.vitrine.display..";
    private static final String USB = "org.vitrine.usb..";
    private static final String APP = "org.vitrine.app..";
    private static final String JAVAFX = "javafx..";

    @Test
    void the_engine_names_no_other_module_and_no_javafx() {
        check(noClasses()
                .that()
                .resideInAPackage(ENGINE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(DISPLAY, USB, APP, "org.vitrine.icons..", JAVAFX));
    }

    @Test
    void the_engine_logs_to_the_system_logger_and_only_the_vm_process_says_where_that_goes() {
        check(noClasses()
                .that()
                .resideInAPackage(ENGINE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.slf4j..", "ch.qos.logback.."));
        check(noClasses()
                .that()
                .resideInAPackage(ENGINE)
                .and()
                .haveNameNotMatching("org\\.vitrine\\.engine\\.control\\.VmLog.*")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging.."));
    }

    @Test
    void of_the_display_only_the_console_view_loads_javafx() {
        check(noClasses()
                .that()
                .resideInAnyPackage(
                        "org.vitrine.display.adapter..", "org.vitrine.display.scanout..", "org.vitrine.display.link..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(JAVAFX));
    }

    @Test
    void display_and_usb_know_neither_each_other_nor_the_application() {
        check(noClasses()
                .that()
                .resideInAPackage(DISPLAY)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(USB, APP));
        check(noClasses()
                .that()
                .resideInAPackage(USB)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(DISPLAY, APP));
    }

    @Test
    void the_application_sees_configuration_images_and_qmp_of_the_engine() {
        check(noClasses()
                .that()
                .resideInAPackage(APP)
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are of the engine but not config, image or qmp", ModuleEdgesTest::isEnginesOwn)));
    }

    private static boolean isEnginesOwn(JavaClass type) {
        String name = type.getPackageName() + ".";
        return name.startsWith("org.vitrine.engine.")
                && !name.startsWith("org.vitrine.engine.config.")
                && !name.startsWith("org.vitrine.engine.image.")
                && !name.startsWith("org.vitrine.engine.qmp.");
    }

    /** A part that is not there yet breaks no rule. */
    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(Product.CLASSES);
    }
}
