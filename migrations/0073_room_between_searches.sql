-- Room between saved searches: one is put between two others that stay where they are.
UPDATE saved_views SET position = position * 1000000;
