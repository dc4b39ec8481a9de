package org.vitrine.app.view.library;

import org.vitrine.app.viewmodel.NoticeBoard;
import org.vitrine.app.viewmodel.create.CreateViewModel;
import org.vitrine.app.viewmodel.library.HostUsageViewModel;
import org.vitrine.app.viewmodel.library.HostViewModel;
import org.vitrine.app.viewmodel.library.LibraryActions;
import org.vitrine.app.viewmodel.library.LibraryViewModel;
import org.vitrine.app.viewmodel.tasks.TasksViewModel;

/** What the library's place shows; it outlives the place. */
public record LibraryModels(
        LibraryViewModel library,
        LibraryActions actions,
        HostViewModel host,
        HostUsageViewModel usage,
        TasksViewModel tasks,
        CreateViewModel create,
        NoticeBoard notices) {}
