-- Lists of people by id that a group's program keeps (unique_id_lists of the API).

-- sealed: name and description. items: how many stand in it.
-- reference table
CREATE TABLE unique_id_list (
  id BYTEA PRIMARY KEY,
  group_id BYTEA NOT NULL,
  sealed BYTEA NOT NULL,
  items BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  modified_at BIGINT NOT NULL
);
CREATE INDEX unique_id_list_of_group ON unique_id_list (group_id, id);

-- Who stands in it, by the record in the group's list.
-- distributed by list_id; clustered
CREATE TABLE unique_id_item (
  list_id BYTEA NOT NULL,
  person_id BYTEA NOT NULL,
  PRIMARY KEY (list_id, person_id)
);
CREATE INDEX unique_id_item_of_person ON unique_id_item (person_id);
